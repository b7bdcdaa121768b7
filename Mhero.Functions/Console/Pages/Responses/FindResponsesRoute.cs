using Mhero.Core.Operating.Persons;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Responses;

/// <summary>Finds the worker of a telephone number, and searches for their responses. The number is in no address that is logged.</summary>
/// <param name="persons">Finds the worker.</param>
public sealed class FindResponsesRoute(PersonReader persons) : ConsoleRoute("responses", ConsoleRole.Reader, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var found = request.Field("phone") is { } phone ? await persons.FindAsync(phone, false, request.User.Operator, cancellationToken) : null;
        return found?.Person.Worker is { } worker
            ? new RedirectAnswer($"responses?worker={Uri.EscapeDataString(worker)}&search=yes")
            : ConsoleAnswer.Problem("person.none", StatusCodes.Status404NotFound);
    }
}
