#include "export/projector_export.h"

#include "common/progress.h"
#include "export/text_rows.h"

#include <fmt/format.h>

namespace crossview {

void writeProjectorFolder(const ExportedRun& run, const std::filesystem::path& folder,
                          const std::stop_token& stop) {
    TextFile vectors(folder / "vectors.tsv");
    for (const MatrixView rows : {run.snapshot->images.view(), run.snapshot->sentences.view()})
        for (std::size_t r = 0; r < rows.rows(); ++r) {
            throwIfStopped(stop);
            vectors.addRow(rows.row(r), '\t');
        }
    vectors.finish();
    writeItems(folder / "metadata.tsv", *run.dataset, run.splits.get(), stop);
    TextFile config(folder / "projector_config.pbtxt");
    config.add(fmt::format("embeddings {{\n  tensor_name: \"{}\"\n  tensor_path: \"vectors.tsv\"\n"
                           "  metadata_path: \"metadata.tsv\"\n}}\n",
                           run.run));
    config.finish();
}

} // namespace crossview
