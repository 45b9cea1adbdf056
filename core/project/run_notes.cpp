#include "project/run_notes.h"

#include "common/error.h"
#include "options/field_builder.h"

#include <fmt/format.h>

namespace crossview {
namespace {

/// Goes with its run (Project::forgetRun).
std::string settingName(const std::string& run) {
    return "note/" + run;
}

} // namespace

std::string noteOf(const Project& project, const std::string& run) {
    return project.loadSetting(settingName(run)).value_or(std::string());
}

void setNote(Project& project, const std::string& run, const std::string& text) {
    project.requireWritable();
    if (!project.run(run))
        throw Error(fmt::format("The project {} has no run {}; crossview-cli runs lists them.",
                                project.folder().string(), run));
    project.storeSetting(settingName(run), checkedText("The note", OptionValue(text)));
}

} // namespace crossview
