using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reviews;

/// <summary>One review, with both sides beside each other.</summary>
/// <param name="reviews">The reviews.</param>
/// <param name="sides">Reads the records.</param>
/// <param name="reveals">Records that personal data is shown.</param>
public sealed class ReviewRoute(ReviewStore reviews, ReviewSides sides, Reveals reveals) : ConsoleRoute("reviews/{id}", ConsoleRole.Reader)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (await reviews.FindAsync(request.Value("id"), cancellationToken) is not { } review)
        {
            return ConsoleAnswer.Problem("reviews.gone", StatusCodes.Status404NotFound);
        }

        return await reveals.ShowAsync(request, $"review {review.Id}", ConsoleAnswer.Page<ReviewPage>("reviews.one", await ReadAsync(review, cancellationToken)), cancellationToken);
    }

    /// <summary>A review can be read, and the decision made elsewhere, while a side does not answer.</summary>
    private async Task<ReviewView> ReadAsync(Review review, CancellationToken cancellationToken)
    {
        try
        {
            return new ReviewView(review, await sides.ReadAsync(review, cancellationToken), null);
        }
        catch (FhirException e)
        {
            return new ReviewView(review, [], e.Code);
        }
        catch (RapidProException e)
        {
            return new ReviewView(review, [], e.Code);
        }
    }
}
