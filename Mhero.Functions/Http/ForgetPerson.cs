using Mhero.Core.Operating;
using Mhero.Core.Operating.Persons;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>POST /api/persons/forget?id=</c> with <c>{"reason":"…"}</c>: orders that mHero erases its rows about one person, and leaves the person out from now on. Query: <c>dryRun</c>, which
/// only counts the rows.
/// </summary>
/// <param name="persons">Erases them.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class ForgetPerson(PersonActions persons, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the job, 200 with the numbers of a dry run, 400, 404 or 422, or 409 when several persons have the number.</summary>
    [Function(nameof(ForgetPerson))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "persons/forget")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () =>
        {
            var id = Listing.TextOf(request, "id") ?? "";
            if (Filters.IsOn(request, "dryRun"))
            {
                return await persons.PreviewForgettingAsync(id, cancellationToken) is { } preview ? Results.Ok(preview) : OperatorAnswers.NoPersonalRows();
            }

            var (body, problem) = await OperatorAnswers.ReadAsync(request, cancellationToken);
            if (problem is not null)
            {
                return problem;
            }

            // Not cancelled with the client from here on.
            return OperatorAnswers.TextOf(body, "reason") is not { } reason ? OperatorAnswers.NoReason()
                : await persons.ForgetAsync(id, reason, operators.Of(request), CancellationToken.None) is { } job ? OperatorAnswers.Ordered(job)
                : OperatorAnswers.NoPersonalRows();
        });
}
