#include "commands/commands.h"
#include "common/error.h"
#include "common/text.h"
#include "common/visible_text.h"
#include "dataset/edits/settle_group.h"
#include "dataset/item_name.h"
#include "project/data_edits.h"
#include "project/project.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crossview {

namespace {

struct EditArguments {
    std::filesystem::path project;
    std::vector<std::string> unpair, reword, leaveOut, join, keepFirst, accept;
    std::string takeBack; // number or "all"
};

std::vector<ItemRef> itemsNamed(const std::vector<std::string>& names, const Dataset& dataset) {
    std::vector<ItemRef> items(names.size());
    std::ranges::transform(names, items.begin(),
                           [&dataset](const std::string& name) { return itemNamed(dataset, name); });
    return items;
}

/// What the flags ask for, on the data as the edits before make them.
std::vector<DataEdit> asked(const EditArguments& arguments, const Dataset& shown) {
    using Kind = DataEdit::Kind;
    std::vector<DataEdit> edits;
    const auto add = [&](Kind kind, const std::vector<std::string>& names) {
        if (!names.empty())
            edits.push_back({kind, itemsNamed(names, shown), {}});
    };
    add(Kind::unpair, arguments.unpair);
    if (!arguments.reword.empty())
        edits.push_back({Kind::reword, itemsNamed({arguments.reword[0], arguments.reword[1]}, shown),
                         std::string(trimmed(arguments.reword[2]))});
    add(Kind::leaveOut, arguments.leaveOut);
    add(Kind::join, arguments.join);
    add(Kind::accept, arguments.accept);
    for (const DataEdit& edit : edits)
        if (const std::string reason = whyNotPossible(edit, shown); !reason.empty())
            throw Error(reason);
    if (!arguments.keepFirst.empty()) {
        const std::vector<ItemRef> images = itemsNamed(arguments.keepFirst, shown);
        if (const std::string reason = whyNotPossible({Kind::join, images, {}}, shown); !reason.empty())
            throw Error(reason);
        const std::vector<DataEdit> more = keepFirst(images);
        edits.insert(edits.end(), more.begin(), more.end());
    }
    return edits;
}

void takeBack(std::vector<DataEdit>& edits, const std::string& which) {
    if (which == "all")
        return edits.clear();
    const std::optional<long long> number = parseInteger(which);
    if (!number || *number < 1 || static_cast<std::size_t>(*number) > edits.size())
        throw Error(fmt::format("There is no edit {} to take back: name one by its number, from 1 to {}, or "
                                "all.",
                                which, edits.size()));
    edits.erase(edits.begin() + static_cast<std::ptrdiff_t>(*number - 1));
}

void edit(const EditArguments& arguments, const Environment& environment) {
    const std::shared_ptr<const Dataset> imported = Project::open(arguments.project).loadDataset();
    StoredEdits stored = readEdits(arguments.project, *imported);
    if (!stored.remark.empty())
        environment.console.note(stored.remark);
    const std::vector<DataEdit> before = stored.edits;
    if (!arguments.takeBack.empty())
        takeBack(stored.edits, arguments.takeBack);
    const std::vector<DataEdit> more =
        asked(arguments, *edited(imported, changingEdits(stored.edits)).dataset);
    stored.edits.insert(stored.edits.end(), more.begin(), more.end());
    const EditedData data = edited(imported, changingEdits(stored.edits));
    if (stored.edits != before)
        writeEdits(arguments.project, *imported, stored.edits);
    Console& console = environment.console;
    for (std::size_t i = 0; i < stored.edits.size(); ++i)
        console.print(
            fmt::format("{:>3}. {}", i + 1, visibleLine(sentenceOf(stored.edits[i], *data.dataset))));
    console.print(stored.edits.empty()
                      ? fmt::format("The data of {} are as they were imported.", arguments.project.string())
                      : fmt::format("The next run learns from {} images, {} sentences and {} pairs.",
                                    data.dataset->images().size() - data.leftOutImages.size(),
                                    data.dataset->sentences().size() - data.leftOutSentences.size(),
                                    data.dataset->relation().pairCount()));
}

} // namespace

void addEditCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<EditArguments>();
    CLI::App* command =
        program.add_subcommand("edit", "Correct captions, pairs and copies before the next training");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command->add_option("--unpair", arguments->unpair, "An image and a sentence that does not describe it")
        ->type_name("ITEM")
        ->expected(2);
    command
        ->add_option("--reword", arguments->reword, "An image, a sentence of its, and what it reads instead")
        ->type_name("ITEM ITEM TEXT")
        ->expected(3);
    command->add_option("--leave-out", arguments->leaveOut, "Items that take no part")->type_name("ITEM");
    command
        ->add_option("--join", arguments->join,
                     "Images that show the same: the sentences of each describe all")
        ->type_name("ITEM");
    command
        ->add_option("--keep-first", arguments->keepFirst,
                     "Copies of one picture: the first stays, with the sentences of all")
        ->type_name("ITEM");
    command
        ->add_option("--accept", arguments->accept,
                     "Items of a finding of 'crossview-cli check' that are right as they are")
        ->type_name("ITEM");
    command->add_option("--take-back", arguments->takeBack, "Number of an edit in the list, or all")
        ->type_name("N|all");
    command->footer(
        "Without a flag the edits are listed. What was imported stays as it is: the edits are kept "
        "beside it, and made when the next run begins. Runs that are there go on answering for the "
        "data that they learned from.\n\n"
        "Examples:\n"
        "  crossview-cli edit mine.crossview --unpair image:3 sentence:17\n"
        "  crossview-cli edit mine.crossview --reword image:3 sentence:17 \"a red bird\"\n"
        "  crossview-cli edit mine.crossview --keep-first image:3 image:40\n"
        "  crossview-cli edit mine.crossview --take-back 1");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { edit(*arguments, environment); };
    });
}

} // namespace crossview
