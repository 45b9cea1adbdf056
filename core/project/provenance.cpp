#include "project/provenance.h"

#include "common/error.h"
#include "files/checked_json.h"

#include <nlohmann/json.hpp>

namespace crossview {

std::string toJson(const Provenance& provenance) {
    const nlohmann::json json = {{"seed", provenance.seed},
                                 {"device", provenance.device},
                                 {"threads", provenance.threads},
                                 {"libtorch", provenance.libtorch},
                                 {"products", provenance.products},
                                 {"dataHash", provenance.dataHash},
                                 {"splitHash", provenance.splitHash},
                                 {"featuresKey", provenance.featuresKey},
                                 {"pictures", provenance.pictures}};
    return json.dump(2);
}

Provenance provenanceFromJson(std::string_view text) {
    const auto json = parseForeignJson(text);
    if (!json.is_object())
        throw Error("The provenance of a run is damaged: it is no JSON object. Train the run again.");
    const auto word = [&json](const char* name) {
        const auto found = json.find(name);
        return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    Provenance provenance;
    if (const auto seed = json.find("seed"); seed != json.end())
        provenance.seed = wholeNumber<std::uint64_t>(*seed).value_or(0);
    if (const auto threads = json.find("threads"); threads != json.end())
        provenance.threads = wholeNumber<int>(*threads).value_or(0);
    provenance.device = word("device");
    provenance.libtorch = word("libtorch");
    provenance.products = word("products");
    provenance.dataHash = word("dataHash");
    provenance.splitHash = word("splitHash");
    provenance.featuresKey = word("featuresKey");
    provenance.pictures = word("pictures");
    return provenance;
}

Provenance provenanceOf(const TrainingInput& input) {
    Provenance provenance;
    provenance.dataHash = input.dataset->hash();
    provenance.splitHash = input.splits->hash();
    provenance.featuresKey = input.features->key;
    provenance.pictures = input.features->pictures;
    return provenance;
}

} // namespace crossview
