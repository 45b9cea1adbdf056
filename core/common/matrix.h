#pragma once

#include <cassert>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace crossview {

/// Read-only view of a row-major matrix [rows, cols]; does not own its data.
template <typename T>
class BasicMatrixView {
public:
    BasicMatrixView() = default;
    BasicMatrixView(const T* data, std::size_t rows, std::size_t cols)
        : m_data(data), m_rows(rows), m_cols(cols) {}

    const T* data() const { return m_data; }
    std::size_t rows() const { return m_rows; }
    std::size_t cols() const { return m_cols; }
    std::size_t size() const { return m_rows * m_cols; }
    bool empty() const { return size() == 0; }
    std::span<const T> row(std::size_t r) const {
        assert(r < m_rows);
        return {m_data + r * m_cols, m_cols};
    }
    const T& operator()(std::size_t r, std::size_t c) const {
        assert(r < m_rows && c < m_cols);
        return m_data[r * m_cols + c];
    }

private:
    const T* m_data = nullptr;
    std::size_t m_rows = 0;
    std::size_t m_cols = 0;
};

/// Owning row-major matrix [rows, cols], zero-filled on construction. The only array type that crosses
/// between the layers; no tensor and no cv::Mat does.
template <typename T>
class BasicMatrix {
public:
    BasicMatrix() = default;
    BasicMatrix(std::size_t rows, std::size_t cols) : m_values(rows * cols), m_rows(rows), m_cols(cols) {}
    BasicMatrix(std::size_t rows, std::size_t cols, std::vector<T> values)
        : m_values(std::move(values)), m_rows(rows), m_cols(cols) {
        assert(m_values.size() == rows * cols);
    }

    T* data() { return m_values.data(); }
    const T* data() const { return m_values.data(); }
    std::size_t rows() const { return m_rows; }
    std::size_t cols() const { return m_cols; }
    std::size_t size() const { return m_values.size(); }
    bool empty() const { return m_values.empty(); }
    std::span<T> row(std::size_t r) {
        assert(r < m_rows);
        return {m_values.data() + r * m_cols, m_cols};
    }
    std::span<const T> row(std::size_t r) const { return view().row(r); }
    T& operator()(std::size_t r, std::size_t c) {
        assert(r < m_rows && c < m_cols);
        return m_values[r * m_cols + c];
    }
    const T& operator()(std::size_t r, std::size_t c) const { return view()(r, c); }
    std::vector<T>& values() { return m_values; }
    const std::vector<T>& values() const { return m_values; }
    BasicMatrixView<T> view() const { return {m_values.data(), m_rows, m_cols}; }
    operator BasicMatrixView<T>() const { return view(); } // NOLINT(google-explicit-constructor)

private:
    std::vector<T> m_values;
    std::size_t m_rows = 0;
    std::size_t m_cols = 0;
};

using Matrix = BasicMatrix<float>;
using MatrixView = BasicMatrixView<float>;
using MatrixD = BasicMatrix<double>;
using MatrixViewD = BasicMatrixView<double>;

/// A matrix whose memory is kept alive by whoever holds this value: in memory or a mapped file alike, or made
/// when its values are first asked for. Copying is cheap; nobody writes to it after it was made.
class SharedMatrix {
public:
    SharedMatrix() = default;
    /// Of a known shape, whose values `make` gives when they are first looked at, on that thread: then its
    /// exceptions are thrown.
    SharedMatrix(std::size_t rows, std::size_t cols, std::function<SharedMatrix()> make);
    explicit SharedMatrix(Matrix matrix) {
        auto owned = std::make_shared<const Matrix>(std::move(matrix));
        m_view = owned->view();
        m_owner = std::move(owned);
    }
    SharedMatrix(std::shared_ptr<const void> owner, MatrixView view)
        : m_owner(std::move(owner)), m_view(view) {}

    MatrixView view() const { return m_later ? made() : m_view; }
    std::size_t rows() const { return m_view.rows(); }
    std::size_t cols() const { return m_view.cols(); }
    std::span<const float> row(std::size_t r) const { return view().row(r); }
    bool empty() const { return m_view.empty(); }
    operator MatrixView() const { return view(); } // NOLINT(google-explicit-constructor)

private:
    struct Later;
    MatrixView made() const;

    std::shared_ptr<const void> m_owner;
    MatrixView m_view; // of a matrix that is made later: its shape
    std::shared_ptr<Later> m_later;
};

struct SharedMatrix::Later {
    std::once_flag once;
    std::function<SharedMatrix()> make;
    SharedMatrix made;
};

inline SharedMatrix::SharedMatrix(std::size_t rows, std::size_t cols, std::function<SharedMatrix()> make)
    : m_view(nullptr, rows, cols), m_later(std::make_shared<Later>()) {
    m_later->make = std::move(make);
}

inline MatrixView SharedMatrix::made() const {
    std::call_once(m_later->once, [this] {
        m_later->made = m_later->make();
        m_later->make = nullptr;
    });
    return m_later->made.view();
}

} // namespace crossview
