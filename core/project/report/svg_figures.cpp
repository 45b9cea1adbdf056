#include "project/report/svg_figures.h"

#include "project/report/html_text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <span>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr double kWidth = 640;
constexpr double kHeight = 260;
constexpr double kLeft = 52, kRight = 12, kTop = 10, kBottom = 36;
constexpr std::size_t kPoints = 400; // of a drawn line

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void take(double value) {
        if (!std::isfinite(value))
            return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool isEmpty() const { return low > high; }
    double span() const { return high > low ? high - low : 1; }
};

/// 1, 2 or 5 times a power of ten: about `parts` of them make `span`.
double roundStep(double span, double parts) {
    const double power = std::pow(10, std::floor(std::log10(span / parts)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power * parts >= span)
            return factor * power;
    return 10 * power;
}

/// Means of neighbours, so that at most kPoints are left.
ChartSeries thinned(const ChartSeries& series) {
    const std::size_t count = std::min(series.x.size(), series.y.size());
    const std::size_t group = (count + kPoints - 1) / kPoints;
    if (group <= 1)
        return series;
    ChartSeries result{series.name, series.style, {}, {}};
    for (std::size_t first = 0; first < count; first += group) {
        double x = 0;
        double y = 0;
        const std::size_t size = std::min(group, count - first);
        for (std::size_t i = first; i < first + size; ++i) {
            x += series.x[i];
            y += series.y[i];
        }
        result.x.push_back(x / static_cast<double>(size));
        result.y.push_back(y / static_cast<double>(size));
    }
    return result;
}

/// Where values lie in the figure.
struct Axes {
    Range x, y;
    double column(double value) const {
        return kLeft + (value - x.low) / x.span() * (kWidth - kLeft - kRight);
    }
    double line(double value) const {
        return kHeight - kBottom - (value - y.low) / y.span() * (kHeight - kTop - kBottom);
    }
};

void drawAxes(std::string& svg, const Axes& axes, const std::string& xLabel, const std::string& yLabel) {
    const auto out = std::back_inserter(svg);
    const double step = roundStep(axes.y.span(), 5);
    for (double y = std::ceil(axes.y.low / step) * step; y <= axes.y.high + step / 1000; y += step)
        fmt::format_to(out,
                       "<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
                       "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:g}</text>\n",
                       kLeft, kWidth - kRight, axes.line(y), axes.line(y), kLeft - 6, axes.line(y) + 4,
                       std::abs(y) < step / 1000 ? 0 : y);
    const double xStep = std::max(1.0, roundStep(axes.x.span(), 8));
    for (double x = std::ceil(axes.x.low / xStep) * xStep; x <= axes.x.high; x += xStep)
        fmt::format_to(out, "<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:g}</text>\n",
                       axes.column(x), kHeight - kBottom + 16, x);
    fmt::format_to(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                   (kLeft + kWidth - kRight) / 2, kHeight - 4, htmlText(xLabel));
    fmt::format_to(
        out, "<text x=\"12\" y=\"{0}\" text-anchor=\"middle\" transform=\"rotate(-90 12 {0})\">{1}</text>\n",
        (kTop + kHeight - kBottom) / 2, htmlText(yLabel));
}

void drawLine(std::string& svg, const Axes& axes, const ChartSeries& series) {
    std::string path;
    bool down = false; // the pen
    for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
        if (!std::isfinite(series.y[i]) || !std::isfinite(series.x[i])) {
            down = false;
            continue;
        }
        fmt::format_to(std::back_inserter(path), "{}{:.1f} {:.1f}", down ? 'L' : 'M',
                       axes.column(series.x[i]), axes.line(series.y[i]));
        down = true;
    }
    fmt::format_to(std::back_inserter(svg), "<path class=\"line {}\" d=\"{}\"><title>{}</title></path>\n",
                   series.style, path, htmlText(series.name));
}

} // namespace

std::string lineChart(const std::vector<ChartSeries>& series, const std::string& xLabel,
                      const std::string& yLabel) {
    Axes axes;
    std::vector<ChartSeries> drawn;
    for (const ChartSeries& each : series) {
        drawn.push_back(thinned(each));
        std::ranges::for_each(drawn.back().x, [&](double x) { axes.x.take(x); });
        std::ranges::for_each(drawn.back().y, [&](double y) { axes.y.take(y); });
    }
    if (axes.x.isEmpty() || axes.y.isEmpty())
        return "<p class=\"none\">Nothing was recorded.</p>\n";
    axes.y.take(0);
    const double step = roundStep(axes.y.span(), 5);
    axes.y.high = std::ceil(axes.y.high / step) * step;
    std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{} over {}\">\n",
                                  kWidth, kHeight, htmlText(yLabel), htmlText(xLabel));
    drawAxes(svg, axes, xLabel, yLabel);
    for (const ChartSeries& each : drawn)
        drawLine(svg, axes, each);
    svg += "</svg>\n<p class=\"legend\">";
    for (const ChartSeries& each : drawn)
        fmt::format_to(std::back_inserter(svg),
                       "<span><svg viewBox=\"0 0 24 8\" class=\"key\"><path class=\"line {}\" d=\"M0 4L24 "
                       "4\"/></svg>{}</span> ",
                       each.style, htmlText(each.name));
    return svg + "</p>\n";
}

std::string mapFigure(MatrixView images, MatrixView sentences, std::size_t most) {
    constexpr double kSide = 640;
    Range x;
    Range y;
    for (const MatrixView& view : {images, sentences})
        for (std::size_t i = 0; i < view.rows(); ++i) {
            x.take(double{view(i, 0)});
            y.take(double{view(i, 1)});
        }
    if (x.isEmpty() || y.isEmpty())
        return "<p class=\"none\">There is nothing to draw.</p>\n";
    const double scale = (kSide - 16) / std::max(x.span(), y.span());
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 {0} {0}\" class=\"map\" role=\"img\" aria-label=\"Map of the "
                    "joint space\">\n",
                    kSide);
    const auto draw = [&](MatrixView view, const char* style, bool isDisc) {
        const std::size_t step = std::max<std::size_t>(1, (view.rows() + most - 1) / most);
        std::string path;
        for (std::size_t i = 0; i < view.rows(); i += step) {
            if (!std::isfinite(view(i, 0)) || !std::isfinite(view(i, 1)))
                continue;
            const double column = 8 + (double{view(i, 0)} - x.low) * scale;
            const double line = kSide - 8 - (double{view(i, 1)} - y.low) * scale;
            // A line of no length with round or square ends is the smallest way to write a mark.
            fmt::format_to(std::back_inserter(path), "M{:.1f} {:.1f}h0", column, line);
        }
        fmt::format_to(std::back_inserter(svg), "<path class=\"mark {}\" stroke-linecap=\"{}\" d=\"{}\"/>\n",
                       style, isDisc ? "round" : "square", path);
    };
    draw(sentences, "sentence", false);
    draw(images, "image", true);
    return svg + "</svg>\n";
}

} // namespace crossview
