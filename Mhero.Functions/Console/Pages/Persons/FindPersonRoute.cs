using Mhero.Core.Operating.Persons;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Persons;

/// <summary>Finds a person and opens the page by reference. A number that is searched for is in the form, and in no address that is logged.</summary>
/// <param name="persons">Finds the person.</param>
public sealed class FindPersonRoute(PersonReader persons) : ConsoleRoute("person", ConsoleRole.Reader, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var found = request.Field("id") is { } id ? await persons.FindAsync(id, false, request.User.Operator, cancellationToken) : null;
        return (found?.Person.Worker ?? found?.Person.Contact?.ToString()) is { } reference
            ? new RedirectAnswer($"person?id={Uri.EscapeDataString(reference)}")
            : ConsoleAnswer.Page<PersonPage>("person.title", new PersonView("?", null), StatusCodes.Status404NotFound);
    }
}
