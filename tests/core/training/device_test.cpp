#include "common/error.h"
#include "synthetic_input.h"
#include "training/devices.h"
#include "training/learner.h"
#include "training/trainer.h"

#include <ATen/ATen.h>
#include <atomic>
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/api/include/torch/cuda.h>

namespace crossview::test {
namespace {

using End = TrainingOutcome::End;
using testing::AllOf;
using testing::HasSubstr;

/// Memory of LibTorch's tensors that ends after a number of allocations. Both forms of allocate() stand here
/// because LibTorch 1.13 declares it const and 2.14 does not.
class EndingMemory final : public c10::Allocator {
public:
    explicit EndingMemory(c10::Allocator* real) : m_real(real) {}
    at::DataPtr allocate(std::size_t bytes) const { return next(bytes); }
    at::DataPtr allocate(std::size_t bytes) { return next(bytes); }
    c10::DeleterFnPtr raw_deleter() const override { return m_real->raw_deleter(); }
    void copy_data(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }

    mutable std::atomic<long long> left{-1}; ///< allocations until the end; below 0: no end
    std::function<void()> fail;

private:
    at::DataPtr next(std::size_t bytes) const {
        if (left >= 0 && left-- == 0)
            fail();
        return m_real->allocate(bytes);
    }

    c10::Allocator* m_real;
};

/// Puts the ending memory in the place of the real one while a test runs.
class FullDevice : public testing::Test {
protected:
    FullDevice() : m_real(c10::GetAllocator(at::kCPU)), memory(m_real) {
        c10::SetAllocator(at::kCPU, &memory, 200);
    }
    ~FullDevice() override { c10::SetAllocator(at::kCPU, m_real, 200); }

    /// A run of four epochs whose memory ends within the second.
    TrainingOutcome trainUntilFull(const std::filesystem::path& folder) {
        TrainingCommands commands;
        TrainingListener listener;
        listener.onEpoch = [this](const EpochMetrics& metrics) {
            if (metrics.epoch == 1)
                memory.left = 150; // some steps on, in the middle of one
        };
        const TrainingOutcome outcome = train(input, smallRun(), folder, commands, listener, {});
        EXPECT_LT(memory.left, 0) << "the failure was reached";
        return outcome;
    }

    static std::vector<float> weightsOfLastEpoch(const std::filesystem::path& folder) {
        return loadCheckpoint(folder / "checkpoint.bin").array("image.output.weight", 16, 32).values();
    }

    TrainingInput input = syntheticInput();

private:
    c10::Allocator* m_real;

protected:
    EndingMemory memory;
};

TEST_F(FullDevice, EndsTheRunWithAdviceAndCanBeResumedToTheSameWeights) {
    const TemporaryFolder folder;
    TrainingCommands commands;
    train(input, smallRun(), folder.path() / "whole", commands, {}, {});
    const std::vector<std::function<void()>> failures = {
        [] { TORCH_CHECK_WITH(OutOfMemoryError, false, "CUDA out of memory. Tried to allocate 2 GiB"); },
        [] { TORCH_CHECK(false, "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"); },
        [] { throw std::bad_alloc(); },
    };
    for (std::size_t i = 0; i < failures.size(); ++i) {
        SCOPED_TRACE(i);
        memory.fail = failures[i];
        const auto run = folder.path() / ("run-" + std::to_string(i));
        const TrainingOutcome outcome = trainUntilFull(run);
        EXPECT_EQ(outcome.end, End::failed);
        EXPECT_EQ(outcome.epochs, 1);
        EXPECT_THAT(outcome.message, AllOf(HasSubstr("memory of the device cpu is full"),
                                           HasSubstr("epoch 2"), HasSubstr("batch.images")));
        EXPECT_EQ(outcome.message.find('\n'), std::string::npos) << "one sentence, no stack trace";
        memory.left = -1;
        const TrainingOutcome resumed = train(input, smallRun(), run, commands, {}, {});
        EXPECT_EQ(resumed.end, End::finished) << resumed.message;
        EXPECT_EQ(weightsOfLastEpoch(run), weightsOfLastEpoch(folder.path() / "whole"));
    }
}

TEST_F(FullDevice, AnyOtherFailureOfLibTorchIsOneSentence) {
    const TemporaryFolder folder;
    memory.fail = [] { TORCH_CHECK(false, "CUDA error: an illegal memory access was encountered\nmore"); };
    try {
        trainUntilFull(folder.path());
        FAIL() << "no failure";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("illegal memory access"), HasSubstr("device cpu"),
                                        HasSubstr(torchVersion())));
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
}

TEST_F(FullDevice, ThatDoesNotHoldTheNetworkIsSaidBeforeTraining) {
    memory.fail = [] { throw std::bad_alloc(); };
    memory.left = 3;
    try {
        makeLearner(smallRun(), 24, 16);
        FAIL() << "no failure";
    } catch (const OutOfMemory& error) {
        EXPECT_THAT(error.what(), HasSubstr("network.hiddenUnits"));
    }
}

TEST(Device, ThatIsNotThereIsSaidWithTheRemedy) {
    if (torch::cuda::device_count() > 0)
        GTEST_SKIP() << "there is a CUDA card here";
    RunOptions options = smallRun();
    for (const char* const name : {"cuda", "cuda:0"}) {
        options.device = name;
        try {
            makeLearner(options, 24, 16);
            FAIL() << "no card, no error";
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), AllOf(HasSubstr(std::string("the device ") + name),
                                            HasSubstr("sees no CUDA card"), HasSubstr("device to cpu")));
        }
    }
}

/// Every CUDA card learns what the processor learns, up to rounding: the first losses agree.
TEST(Device, OfEveryKindLearnsTheSame) {
    const auto devices = computeDevices();
    if (devices.size() == 1)
        GTEST_SKIP() << "no CUDA card here";
    const TrainingInput input = syntheticInput({.images = 200});
    const TemporaryFolder folder;
    const auto totals = [&](const std::string& device, Precision precision) {
        RunOptions options = smallRun(3);
        options.device = device;
        options.precision = precision;
        std::vector<double> all;
        TrainingCommands commands;
        TrainingListener listener;
        listener.onStep = [&](const StepMetrics& metrics) { all.push_back(metrics.total); };
        std::filesystem::remove_all(folder.path() / "run");
        const auto outcome = train(input, options, folder.path() / "run", commands, listener, {});
        EXPECT_EQ(outcome.end, End::finished) << outcome.message;
        return all;
    };
    for (const Precision precision : {Precision::float32, Precision::bfloat16}) {
        const auto onCpu = totals("cpu", precision);
        for (std::size_t d = 1; d < devices.size(); ++d) {
            const auto onCard = totals(devices[d].id, precision);
            ASSERT_EQ(onCard.size(), onCpu.size());
            EXPECT_NEAR(onCard[0], onCpu[0], (precision == Precision::float32 ? 1e-4 : 1e-2) * onCpu[0]);
            EXPECT_NEAR(onCard.back(), onCpu.back(), 0.2 * onCpu.back());
        }
    }
}

} // namespace
} // namespace crossview::test
