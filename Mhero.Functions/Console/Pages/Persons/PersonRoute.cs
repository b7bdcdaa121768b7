using Mhero.Core.Operating.Persons;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Persons;

/// <summary>All that mHero holds of one worker or contact. The reader records that numbers and texts are shown.</summary>
/// <param name="persons">Reads it.</param>
public sealed class PersonRoute(PersonReader persons) : ConsoleRoute("person", ConsoleRole.Reader)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (request.Query("id") is not { } id)
        {
            return ConsoleAnswer.Page<PersonPage>("person.title", new PersonView("", null));
        }

        var found = await persons.FindAsync(id, request.WantsPersonalData, request.User.Operator, cancellationToken);
        return ConsoleAnswer.Page<PersonPage>("person.title", new PersonView(id, found), found is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK) with { ShowsPersonalData = request.WantsPersonalData };
    }
}
