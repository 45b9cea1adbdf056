#include "pictures/jpeg_encoder.h"

#include "common/error.h"

#include <csetjmp>
#include <cstddef>
#include <cstdio> // jpeglib.h needs it before
#include <cstdlib>

#include <jpeglib.h>

namespace crossview {
namespace {

struct Errors {
    jpeg_error_mgr manager{}; // first: libjpeg hands this address back
    std::jmp_buf escape{};
};

void onError(j_common_ptr info) {
    std::longjmp(reinterpret_cast<Errors*>(info->err)->escape, 1);
}

/// Plain values only: a jump out of libjpeg passes over destructors.
bool compress(const unsigned char* pixels, std::size_t stride, int width, int height, int quality,
              unsigned char** bytes, unsigned long* size) {
    Errors errors;
    jpeg_compress_struct info{};
    info.err = jpeg_std_error(&errors.manager);
    errors.manager.error_exit = onError;
    errors.manager.emit_message = [](j_common_ptr, int) {};
    if (setjmp(errors.escape)) { // NOLINT(cert-err52-cpp): how libjpeg reports
        jpeg_destroy_compress(&info);
        return false;
    }
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, bytes, size);
    info.image_width = static_cast<JDIMENSION>(width);
    info.image_height = static_cast<JDIMENSION>(height);
    info.input_components = 3;
    info.in_color_space = JCS_EXT_BGR;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        auto* row = const_cast<unsigned char*>(pixels + info.next_scanline * stride);
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    return true;
}

} // namespace

std::string encodeJpeg(const cv::Mat& bgr, int quality) {
    if (bgr.empty() || bgr.type() != CV_8UC3)
        throw Error("Only an 8-bit picture of three channels can be written as JPEG.");
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    const bool done = compress(bgr.data, bgr.step, bgr.cols, bgr.rows, quality, &bytes, &size);
    std::string file;
    if (done)
        file.assign(reinterpret_cast<const char*>(bytes), size);
    std::free(bytes); // libjpeg's, by malloc
    if (!done)
        throw Error("libjpeg could not write a picture.");
    return file;
}

} // namespace crossview
