#include "model/checkpoint_tensors.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cstdint>
#include <utility>

namespace crossview {
namespace {

std::pair<std::int64_t, std::int64_t> sidesOf(const at::Tensor& tensor) {
    return tensor.dim() == 2 ? std::pair(tensor.size(0), tensor.size(1))
                             : std::pair(std::int64_t{1}, tensor.numel());
}

} // namespace

void storeTensor(Checkpoint& checkpoint, const std::string& name, const at::Tensor& tensor) {
    const at::Tensor values = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
    const auto [rows, cols] = sidesOf(values);
    Matrix matrix(static_cast<std::size_t>(rows), static_cast<std::size_t>(cols));
    std::copy_n(values.data_ptr<float>(), matrix.size(), matrix.data());
    checkpoint.arrays.emplace_back(name, std::move(matrix));
}

void restoreTensor(const Checkpoint& checkpoint, const std::string& name, at::Tensor tensor) {
    const auto [rows, cols] = sidesOf(tensor);
    const Matrix& matrix =
        checkpoint.array(name, static_cast<std::size_t>(rows), static_cast<std::size_t>(cols));
    const at::NoGradGuard noGrad;
    const at::Tensor values = at::empty(tensor.sizes(), at::kFloat);
    std::copy_n(matrix.data(), matrix.size(), values.data_ptr<float>());
    tensor.detach().copy_(values);
}

} // namespace crossview
