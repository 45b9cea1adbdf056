#pragma once
/// The limit (method.md 1.1 and 6Z).
