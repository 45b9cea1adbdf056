#pragma once

#include "options/run_options.h"
#include "training/training_input.h"

#include <string>
#include <string_view>

namespace crossview {

/// What a run learned from and with, so that it can be made again and answers only where it belongs.
struct Provenance {
    std::uint64_t seed = 0;
    std::string device;
    int threads = 0;
    std::string libtorch;
    std::string products;    ///< ProductKernel::name
    std::string dataHash;    ///< Dataset::hash
    std::string splitHash;   ///< SplitAssignment::hash
    std::string featuresKey; ///< FeatureSet::key
    std::string pictures;    ///< FeatureSet::pictures; empty where the pictures' content was not known
};

std::string toJson(const Provenance& provenance);
/// Members that are missing stay empty. Throws Error when the text is no JSON object.
Provenance provenanceFromJson(std::string_view json);

/// Of the inputs: hashes and key. Seed, device and versions are the trainer's to add.
Provenance provenanceOf(const TrainingInput& input);

} // namespace crossview
