#pragma once

#include "options/run_options.h"

#include <QWidget>

#include <string_view>
#include <vector>

namespace crossview::ui {

class FoldRow;
class OptionRow;

/// What belongs to the block of a network of one's own: its file, and folded away how pictures are put before
/// it.
class UserNetworkRows : public QWidget {
    Q_OBJECT
public:
    /// Options of the network begin with this.
    static constexpr std::string_view kPrefix = "features.image.network.";
    /// The option that switches its block on.
    static constexpr std::string_view kComponents = UserNetworkFeatures::kDescription.key;

    explicit UserNetworkRows(QWidget* parent = nullptr);

    /// All its options but the components.
    const std::vector<OptionRow*>& rows() const { return m_rows; }
    OptionRow* file() const { return m_rows.front(); }
    FoldRow* recipe() const { return m_recipe; }
    /// After the rows show their values: the fold says in a few words what is in it.
    void setOptions(const RunOptions& options);

private:
    std::vector<OptionRow*> m_rows; ///< the file first
    FoldRow* m_recipe;
};

} // namespace crossview::ui
