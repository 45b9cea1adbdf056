#include "pictures/png_decoder.h"

#include <csetjmp>
#include <cstddef>
#include <cstring>
#include <vector>

#include <png.h>

namespace crossview {
namespace {

/// What is read and made; in a struct, so that a jump past destructors loses nothing.
struct PngJob {
    std::string_view bytes;
    std::size_t at = 0;
    png_structp png = nullptr;
    png_infop info = nullptr;
    cv::Mat picture;
    std::vector<png_bytep> rows;
    bool done = false;
};

void onError(png_structp png, png_const_charp) {
    png_longjmp(png, 1);
}

void onWarning(png_structp, png_const_charp) {}

void readBytes(png_structp png, png_bytep out, std::size_t count) {
    auto& job = *static_cast<PngJob*>(png_get_io_ptr(png));
    if (count > job.bytes.size() - job.at)
        png_error(png, "cut off");
    std::memcpy(out, job.bytes.data() + job.at, count);
    job.at += count;
}

/// No object with a destructor lives here: an error jumps back to setjmp.
void run(PngJob& job) {
    png_structp png = job.png;
    if (setjmp(png_jmpbuf(png)) != 0)
        return;
    png_set_read_fn(png, &job, readBytes);
    png_read_info(png, job.info);
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_bgr(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, job.info);
    const int channels = png_get_channels(png, job.info);
    if (channels != 3 && channels != 4)
        return;
    const png_uint_32 height = png_get_image_height(png, job.info);
    job.picture.create(static_cast<int>(height), static_cast<int>(png_get_image_width(png, job.info)),
                       CV_8UC(channels));
    job.rows.resize(height);
    for (png_uint_32 y = 0; y < height; ++y)
        job.rows[y] = job.picture.ptr(static_cast<int>(y));
    png_read_image(png, job.rows.data());
    png_read_end(png, nullptr);
    job.done = true;
}

} // namespace

cv::Mat decodePng(std::string_view bytes) {
    PngJob job;
    job.bytes = bytes;
    job.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, onError, onWarning);
    if (job.png == nullptr)
        return {};
    job.info = png_create_info_struct(job.png);
    if (job.info != nullptr)
        run(job);
    png_destroy_read_struct(&job.png, &job.info, nullptr);
    return job.done ? job.picture : cv::Mat();
}

} // namespace crossview
