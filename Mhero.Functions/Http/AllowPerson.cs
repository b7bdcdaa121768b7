using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Persons;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/persons/allow?id=</c>: mHero synchronises a forgotten person again. The id is the worker's reference or the contact's UUID.</summary>
/// <param name="persons">Ends the mark.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class AllowPerson(PersonActions persons, OperatorIdentity operators)
{
    /// <summary>Answers 204, or 404 when the person is not marked as forgotten.</summary>
    [Function(nameof(AllowPerson))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "persons/allow")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () => await persons.AllowAsync(Listing.TextOf(request, "id") ?? "", operators.Of(request), cancellationToken)
            ? Results.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, HttpCodes.UnknownPerson, "No person with this reference or UUID is marked as forgotten."));
}
