#pragma once

#include "dataset/importers/import_preview.h"

#include <QImage>
#include <QListWidget>

#include <vector>

namespace crossview::ui {

/// The first captions of an import with their pictures, and why one would be skipped.
class PreviewList : public QListWidget {
    Q_OBJECT
public:
    static constexpr int kPictureSide = 40; ///< logical pixels
    static constexpr int kRows = 5;         ///< in sight

    explicit PreviewList(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    /// `pictures` are those of the items, null where there is none.
    void setItems(const std::vector<PreviewItem>& items, const std::vector<QImage>& pictures);
};

} // namespace crossview::ui
