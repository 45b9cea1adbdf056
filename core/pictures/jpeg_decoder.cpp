#include "pictures/jpeg_decoder.h"

#include <csetjmp>
#include <cstddef>
#include <cstdio> // jpeglib.h needs it before

#include <jpeglib.h>

#include <jerror.h> // its numbers depend on what jpeglib.h defines

#include <algorithm>
#include <vector>

namespace crossview {
namespace {

/// What libjpeg met; the callbacks below write into it instead of to stderr.
struct JpegErrors {
    jpeg_error_mgr manager{}; // first: libjpeg hands this address back
    std::jmp_buf escape{};
    bool failed = false;
    bool ranOut = false;  // the data end before the end marker
    bool cutOff = false;  // rows lack data
    bool damaged = false; // data that mean nothing
    int tolerated = 0;    // bytes left over at the end: cameras fill files up
};

JpegErrors& errorsOf(j_common_ptr info) {
    return *reinterpret_cast<JpegErrors*>(info->err);
}

void onError(j_common_ptr info) {
    errorsOf(info).failed = true;
    std::longjmp(errorsOf(info).escape, 1);
}

void onMessage(j_common_ptr info, int level) {
    if (level >= 0)
        return; // a trace
    JpegErrors& errors = errorsOf(info);
    switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
        errors.ranOut = true;
        break;
    case JWRN_HIT_MARKER:
        errors.cutOff = true;
        break;
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
        errors.damaged = true;
        break;
    case JWRN_EXTRANEOUS_DATA: { // many left over, or some before a restart: the data are out of step
        const int bytes = info->err->msg_parm.i[0];
        const int marker = info->err->msg_parm.i[1];
        const bool restart = marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7;
        errors.damaged = errors.damaged || restart || bytes > errors.tolerated;
        break;
    }
    default:
        break; // of the file's form, not of the picture
    }
}

void beQuiet(j_common_ptr) {}

/// A picture that libjpeg fills; in a struct, so that a jump past destructors loses nothing.
struct JpegJob {
    jpeg_decompress_struct info{};
    JpegErrors errors;
    cv::Mat picture;
    std::vector<unsigned char> inks; // a row of CMYK
};

/// One row of CMYK as BGR. Adobe writes inks inverted, and nearly all such files are Adobe's.
void fromInks(const std::vector<unsigned char>& inks, bool inverted, unsigned char* bgr, std::size_t width) {
    for (std::size_t x = 0; x < width; ++x) {
        const auto light = [&](std::size_t ink) {
            const int value = inks[4 * x + ink];
            return inverted ? value : 255 - value;
        };
        for (std::size_t c = 0; c < 3; ++c)
            bgr[3 * x + c] = static_cast<unsigned char>((light(2 - c) * light(3) + 127) / 255);
    }
}

/// Every coefficient of a progressive picture was sent to its last bit.
bool isComplete(const jpeg_decompress_struct& info) {
    if (!info.progressive_mode || info.coef_bits == nullptr)
        return true;
    for (int c = 0; c < info.num_components; ++c)
        if (std::any_of(info.coef_bits[c], info.coef_bits[c] + DCTSIZE2, [](int bits) { return bits != 0; }))
            return false;
    return true;
}

/// No object with a destructor lives here: an error jumps back to setjmp.
void run(JpegJob& job, std::string_view bytes, int shrink) {
    jpeg_decompress_struct& info = job.info;
    info.err = jpeg_std_error(&job.errors.manager);
    job.errors.manager.error_exit = onError;
    job.errors.manager.emit_message = onMessage;
    job.errors.manager.output_message = beQuiet;
    if (setjmp(job.errors.escape) != 0)
        return;
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK) {
        job.errors.failed = true;
        return;
    }
    const bool hasInks = info.num_components == 4;
    info.out_color_space = hasInks ? JCS_CMYK : JCS_EXT_BGR;
    info.scale_num = 1;
    info.scale_denom = static_cast<unsigned>(shrink);
    jpeg_start_decompress(&info);
    job.picture.create(static_cast<int>(info.output_height), static_cast<int>(info.output_width), CV_8UC3);
    job.inks.resize(hasInks ? std::size_t{4} * info.output_width : 0);
    while (info.output_scanline < info.output_height) {
        unsigned char* row = job.picture.ptr(static_cast<int>(info.output_scanline));
        JSAMPROW target = hasInks ? job.inks.data() : row;
        jpeg_read_scanlines(&info, &target, 1);
        if (hasInks)
            fromInks(job.inks, info.saw_Adobe_marker == TRUE, row, info.output_width);
    }
    job.errors.cutOff = job.errors.cutOff || (job.errors.ranOut && !isComplete(info));
    jpeg_finish_decompress(&info);
}

} // namespace

DecodedJpeg decodeJpeg(std::string_view bytes, int shrink) {
    JpegJob job;
    job.errors.tolerated = static_cast<int>(std::max<std::size_t>(64, bytes.size() / 100));
    run(job, bytes, shrink);
    jpeg_destroy_decompress(&job.info);
    DecodedJpeg decoded;
    if (job.errors.failed)
        decoded.problem = "cannot be read as an image (damaged or cut off)";
    else if (job.errors.cutOff && job.errors.ranOut)
        decoded.problem = "is cut off in the middle";
    else if (job.errors.cutOff || job.errors.damaged)
        decoded.problem = "is damaged inside";
    else
        decoded.bgr = std::move(job.picture);
    if (job.errors.ranOut)
        decoded.remark = "lacks its end marker, but nothing of the picture: it is taken";
    return decoded;
}

} // namespace crossview
