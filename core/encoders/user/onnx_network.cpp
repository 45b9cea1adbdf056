#include "encoders/user/onnx_network.h"

#include "common/error.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <mutex>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>

namespace crossview {
namespace {

/// OpenCV prints its own lines about files that it cannot read, besides throwing.
class QuietOpenCv {
public:
    QuietOpenCv() : m_before(cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT)) {}
    ~QuietOpenCv() { cv::utils::logging::setLogLevel(m_before); }
    QuietOpenCv(const QuietOpenCv&) = delete;
    QuietOpenCv& operator=(const QuietOpenCv&) = delete;

private:
    cv::utils::logging::LogLevel m_before;
};

cv::dnn::Net readNet(const NetworkRecipe& recipe, std::string_view bytes) {
    constexpr std::string_view kRemedy =
        "Export it again as one ONNX file (opset 10 is understood best), or as TorchScript.";
    if (bytes.empty())
        refuseNetwork(recipe, "it is empty", kRemedy);
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        refuseNetwork(recipe, "ONNX files cannot have more than 2 GiB", kRemedy);
    try {
        return cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
    } catch (const cv::Exception& error) {
        refuseNetwork(recipe, openCvReason(error.err), kRemedy);
    } catch (const std::exception& error) {
        refuseNetwork(recipe, boiledDown(error.what()), kRemedy);
    }
}

/// The name by which OpenCV knows the recipe's layer.
std::string layerName(const cv::dnn::Net& net, const NetworkRecipe& recipe) {
    constexpr std::string_view kNodePrefix = "onnx_node!"; // OpenCV puts it before the names of nodes
    constexpr std::size_t kMostShown = 8;
    if (recipe.layer.empty()) {
        const auto outputs = net.getUnconnectedOutLayersNames();
        if (outputs.size() != 1)
            refuseNetwork(recipe, fmt::format("it has {} outputs", outputs.size()),
                          fmt::format("Name one of them as the layer: {}.", fmt::join(outputs, ", ")));
        return outputs.front();
    }
    std::vector<std::string> names = net.getLayerNames();
    for (const auto& wanted : {recipe.layer, std::string(kNodePrefix) + recipe.layer})
        if (std::ranges::find(names, wanted) != names.end())
            return wanted;
    for (std::string& name : names)
        if (name.starts_with(kNodePrefix))
            name.erase(0, kNodePrefix.size());
    const auto shown = std::span(names).last(std::min(names.size(), kMostShown));
    refuseNetwork(recipe, fmt::format("it has no layer \"{}\"", recipe.layer),
                  fmt::format("Its last layers are {}.", fmt::join(shown, ", ")));
}

class OnnxNetwork final : public RecipeNetwork {
public:
    OnnxNetwork(const NetworkRecipe& asked, const NetworkFile& file)
        : RecipeNetwork(asked, "onnx", file.facts.sha256), m_net(readNet(asked, file.content)),
          m_layer(layerName(m_net, asked)) {
        measure();
    }

private:
    std::vector<float> forward(std::span<const float> crop) const override {
        const int side = recipe().size;
        const std::array<int, 4> shape{1, 3, side, side};
        try {
            // A net keeps its blobs between calls; it is one for all threads, because it runs on all cores
            // itself.
            const std::lock_guard lock(m_mutex);
            m_net.setInput(cv::Mat(4, shape.data(), CV_32F, const_cast<float*>(crop.data())));
            const cv::Mat output = m_net.forward(m_layer);
            cv::Mat values;
            output.convertTo(values, CV_32F);
            return outputFeatures({values.ptr<float>(), values.total()},
                                  std::span(values.size.p, static_cast<std::size_t>(values.dims)), recipe());
        } catch (const cv::Exception& error) {
            refuseNetwork(
                recipe(),
                fmt::format("it fails on a picture of {0} x {0} pixels ({1})", side, openCvReason(error.err)),
                "Set the size that it was made for.");
        }
    }

    mutable std::mutex m_mutex;
    mutable cv::dnn::Net m_net;
    std::string m_layer;
};

/// Takes every stretch from `begin` to the next `end` behind `middle` out of a text.
void erase(std::string& text, std::string_view begin, std::string_view middle, std::string_view end) {
    for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
        const auto behind = text.find(middle, at + begin.size());
        const auto last = behind == std::string::npos ? behind : text.find(end, behind + middle.size());
        if (last == std::string::npos)
            return;
        text.erase(at, last + end.size() - at);
    }
}

} // namespace

std::string openCvReason(std::string message) {
    // Messages lie in messages, on lines that begin with "> ", each behind a place such as
    // "OpenCV(4.6.0) ./file.cpp:110: error: (-2:Its kind) " and before or behind "in function 'name'".
    erase(message, "OpenCV(", "error: (", ")");
    erase(message, "in function '", "", "'");
    erase(message, "(expected: '", "", "\n");
    std::string line;
    for (const char c : message)
        if (const char plain = c == '\n' || c == '>' ? ' ' : c; plain != ' ' || !line.ends_with(' '))
            line.push_back(plain);
    return boiledDown(line);
}

std::shared_ptr<const PictureNetwork> openOnnxNetwork(const NetworkRecipe& recipe, const NetworkFile& file) {
    checkRecipe(recipe);
    const QuietOpenCv quiet;
    return std::make_shared<const OnnxNetwork>(recipe, file);
}

} // namespace crossview
