#include "arrays/hdf5_opener.h"
#include "arrays/hdf5_source.h"

namespace crossview {

Hdf5Opener& hdf5Opener() {
    return openHdf5;
}

} // namespace crossview
