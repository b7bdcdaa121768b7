using Mhero.Core.Configuration;

namespace Mhero.Core.Sync.Reviews;

/// <summary>Registers the answers to reviews.</summary>
internal static class ReviewsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ReviewService"/>; the syncs add their <see cref="IReviewHandler"/>.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddReviews(this IServiceCollection services) =>
        services.AddInternallyConstructed<ReviewService>();
}
