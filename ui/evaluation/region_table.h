#pragma once

#include "project/measuring/region_report.h"
#include "widgets/cell_table.h"

#include <QWidget>

namespace crossview::ui {

class PlainLabel;

/// How well phrases find their regions in their picture: among the regions, among proposals, by type, and by
/// chance. Nothing is seen where the data are whole pictures.
class RegionTable : public QWidget {
    Q_OBJECT
public:
    explicit RegionTable(QWidget* parent = nullptr);

    /// Null: there is none.
    void setReport(const RegionReport* report);
    CellTable* table() const { return m_table; }
    QString conditions() const;

private:
    CellTable* m_table;
    PlainLabel* m_conditions;
};

} // namespace crossview::ui
