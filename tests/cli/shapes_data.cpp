#include "cli/shapes_data.h"

#include "files/atomic_file.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <array>
#include <stdexcept>
#include <utility>

namespace crossview::cli {

namespace {

void drawShape(cv::Mat& picture, const std::string& shape, const cv::Scalar& colour, int x, int y,
               int radius) {
    if (shape == "circle") {
        cv::circle(picture, {x, y}, radius, colour, cv::FILLED);
    } else if (shape == "square") {
        cv::rectangle(picture, {x - radius, y - radius}, {x + radius, y + radius}, colour, cv::FILLED);
    } else {
        const std::vector<cv::Point> corners = {
            {x, y - radius}, {x - radius, y + radius}, {x + radius, y + radius}};
        cv::fillConvexPoly(picture, corners, colour);
    }
}

} // namespace

std::filesystem::path drawShapes(const std::filesystem::path& folder) {
    const std::array<std::pair<const char*, cv::Scalar>, 4> colours = {
        std::pair{"red", cv::Scalar(30, 30, 220)}, std::pair{"green", cv::Scalar(40, 180, 40)},
        std::pair{"blue", cv::Scalar(220, 60, 30)}, std::pair{"yellow", cv::Scalar(20, 220, 240)}};
    std::filesystem::create_directories(folder / "pictures");
    std::string captions = "image\tcaption\n";
    for (const auto& [colour, value] : colours)
        for (const std::string shape : {"square", "circle", "triangle"})
            for (int variant = 0; variant < 6; ++variant) {
                cv::Mat picture(96, 96, CV_8UC3, cv::Scalar(255, 255, 255));
                const int radius = 16 + 3 * variant;
                drawShape(picture, shape, value, 44 + 2 * (variant % 3), 50 - 2 * (variant % 2), radius);
                const std::string name = std::string(colour) + "-" + shape + std::to_string(variant) + ".png";
                if (!cv::imwrite((folder / "pictures" / name).string(), picture))
                    throw std::runtime_error("cannot write " + name);
                captions += name + "\ta " + colour + " " + shape + "\n";
                captions +=
                    name + "\tone " + (variant < 3 ? "small" : "big") + " " + colour + " " + shape + "\n";
            }
    writeFileAtomically(folder / "captions.tsv", captions);
    return folder / "captions.tsv";
}

std::vector<std::string> smallTraining(int epochs) {
    return {"--optimiser.epochs",
            std::to_string(epochs),
            "--optimiser.learningRate",
            "0.003",
            "--network.hiddenUnits",
            "64",
            "--network.jointDimensions",
            "16",
            "--batch.images",
            "12",
            "--batch.neighbourShare", // six pictures share each sentence
            "0.2",
            "--split.method",
            "random",
            "--split.test",
            "12",
            "--split.validation",
            "8",
            "--features.image.patchWords",
            "16",
            "--features.text.minimumCount",
            "1"};
}

} // namespace crossview::cli
