using Mhero.Core.Operating;
using Mhero.Core.Operating.Persons;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/persons/export?id=</c>: all rows that mHero's own tables have of one person. The audit log has an entry.</summary>
/// <param name="persons">Reads them.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class ExportPerson(PersonActions persons, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the rows, 400 or 404, or 409 when several persons have the number.</summary>
    [Function(nameof(ExportPerson))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "persons/export")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () => await persons.ExportAsync(Listing.TextOf(request, "id") ?? "", operators.Of(request), cancellationToken) is { } export
            ? Results.Ok(export)
            : OperatorAnswers.NoPersonalRows());
}
