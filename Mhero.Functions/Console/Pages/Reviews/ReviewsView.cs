using Mhero.Core.Storage.Reviews;

namespace Mhero.Functions.Console.Pages.Reviews;

/// <summary>The open reviews.</summary>
/// <param name="Reviews">The latest first.</param>
/// <param name="Total">How many are open.</param>
public sealed record ReviewsView(IReadOnlyList<Review> Reviews, int Total);
