#include "arrays/science_files.h"

namespace crossview {

OpenScienceFile& scienceFiles() {
    return openScienceFileHere;
}

} // namespace crossview
