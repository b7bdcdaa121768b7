using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Persons;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>GET /api/persons/{id}</c>: all that mHero has of one person, by a worker's id, a contact's UUID or a telephone number. Query: <c>reveal</c>, which shows
/// numbers and texts.
/// </summary>
/// <param name="persons">Reads them.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class GetPerson(PersonReader persons, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the person, 404, or 409 when several persons have the number.</summary>
    [Function(nameof(GetPerson))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "persons/{*id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () => await persons.FindAsync(id, Filters.IsOn(request, "reveal"), operators.Of(request), cancellationToken) is { } person
            ? Results.Ok(person)
            : Problems.Of(StatusCodes.Status404NotFound, HttpCodes.UnknownPerson, "Neither side has this person: give a worker's reference or id, a contact's UUID, or a telephone number."));
}
