#include "widgets/correction_names.h"

#include <QCoreApplication>

namespace crossview::ui {
namespace {

struct Names {
    Q_DECLARE_TR_FUNCTIONS(CorrectionNames)
};

} // namespace

QString correctionName(Correction correction) {
    switch (correction) {
    case Correction::csls:
        return Names::tr("CSLS");
    case Correction::invertedSoftmax:
        return Names::tr("inverted softmax");
    case Correction::qbNorm:
        return Names::tr("QB-Norm");
    case Correction::none:
        break;
    }
    return Names::tr("by distance");
}

} // namespace crossview::ui
