#pragma once

#include "bridge/encoder_controller.h"
#include "options/run_options.h"

#include <QWidget>

#include <map>
#include <optional>
#include <vector>

namespace crossview::ui {

class PlainLabel;

class BlockRow;
class FoldRow;
class OptionRow;
class UserNetworkRows;

/// The section "Features": for each view what it is made of, block by block, and beneath them the settings of
/// the blocks.
class FeaturesView : public QWidget {
    Q_OBJECT
public:
    explicit FeaturesView(QWidget* parent = nullptr);

    /// Every option of the section, in the order of the window.
    const std::vector<OptionRow*>& rows() const { return m_rows; }
    /// What the features of the open project are: "HSV + HOG …, 800-D". `given`: both views' came with the
    /// data, so that nothing is extracted.
    void setFacts(const QString& images, const QString& sentences, bool given);
    /// After the rows show their values: check boxes follow.
    void setOptions(const RunOptions& options, const RunOptions& preset);
    /// The options that the open project's features were made with; nothing: no project is open.
    void setExtracted(const std::optional<RunOptions>& extracted);
    void setLocked(const QString& reason);
    void setEncoder(const std::string& encoder, const EncoderState& state);
    /// Encoders that the options need and that are not here.
    std::vector<std::string> missingEncoders() const;

    BlockRow* block(std::string_view key) const;
    FoldRow* fold(View view) const { return view == View::image ? m_images : m_sentences; }
    /// File and input of the network of one's own.
    UserNetworkRows* userNetwork() const { return m_userNetwork; }
    /// Opens the list with the block that needs the encoder and returns that block.
    BlockRow* reveal(const std::string& encoder);
    QString status() const;

Q_SIGNALS:
    /// The list of a view was opened.
    void opened();
    void switched(crossview::ui::OptionRow* row, int dimensions);
    void refused(const QString& message);
    void fetchRequested(const std::string& encoder);
    void folderRequested(const std::string& encoder);
    void cancelRequested(const std::string& encoder);

private:
    FoldRow* addFold(View view, const QString& name, const QString& help);
    void addBlock(BlockRow* block);
    void onSwitched(BlockRow* block, int dimensions);
    void showStatus();

    RunOptions m_options;
    std::optional<RunOptions> m_extracted;
    bool m_given = false;
    std::vector<OptionRow*> m_rows;
    std::vector<BlockRow*> m_blocks;
    UserNetworkRows* m_userNetwork = nullptr;
    FoldRow* m_images = nullptr;
    FoldRow* m_sentences = nullptr;
    PlainLabel* m_status = nullptr;
};

} // namespace crossview::ui
