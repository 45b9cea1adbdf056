#include "project/checking/data_problem.h"

namespace crossview {

const char* toString(ProblemKind kind) {
    switch (kind) {
    case ProblemKind::unreadablePicture:
        return "pictures that cannot be read";
    case ProblemKind::samePictures:
        return "identical pictures";
    case ProblemKind::nearPictures:
        return "pictures that look alike";
    case ProblemKind::nearSentences:
        return "sentences of the same words";
    case ProblemKind::sentenceOfSplits:
        return "sentences of pictures in several splits";
    case ProblemKind::captionOfMany:
        return "one sentence for half of the pictures or more";
    case ProblemKind::sentenceWithoutWords:
        break;
    }
    return "sentences without words";
}

const char* adviceOn(ProblemKind kind) {
    switch (kind) {
    case ProblemKind::unreadablePicture:
        return "They take no part in training and answers until their files can be read: mend them, or put "
               "them "
               "where they were.";
    case ProblemKind::samePictures:
        return "Copies count as wrong answers of one another: keep one of each group, which then has all "
               "their "
               "sentences.";
    case ProblemKind::nearPictures:
        return "Look at each group: where it is one picture in several sizes or formats, keep one, which "
               "then "
               "has all their sentences. Where the pictures differ, leave them, or say that they mean the "
               "same.";
    case ProblemKind::nearSentences:
        return "Of different pictures they count as wrong answers of one another: let one wording stand for "
               "all, or leave them.";
    case ProblemKind::sentenceOfSplits:
        return "What is learned with such a sentence is asked for in the test: keep its pictures in one "
               "split, "
               "or write a sentence for each.";
    case ProblemKind::captionOfMany:
        return "It tells no picture from another: describe the pictures one by one, or leave it out.";
    case ProblemKind::sentenceWithoutWords:
        break;
    }
    return "Nothing can be learned from them: write what the picture shows, or leave them out.";
}

const char* adviceAcrossSplits() {
    return "Groups across splits make the test easier than it is: keep all of a group in one split.";
}

} // namespace crossview
