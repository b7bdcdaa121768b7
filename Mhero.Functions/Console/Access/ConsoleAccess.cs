using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Console.Access;

/// <summary>Finds out who sends a request: by App Service Authentication where it is on, by a session of the console where it is off.</summary>
/// <param name="entra">The one.</param>
/// <param name="sessions">The other.</param>
public sealed class ConsoleAccess(EntraPrincipal entra, ConsoleSessions sessions)
{
    /// <summary>Finds the sender.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ConsoleVisitor> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!entra.IsOn)
        {
            return new ConsoleVisitor(await sessions.FindAsync(request, cancellationToken), null, false);
        }

        return entra.Find(request) is { } person
            ? new ConsoleVisitor(person.Role is { } role ? new ConsoleUser(person.Name, role, "entra " + person.Id, true) : null, person.Name, true)
            : new ConsoleVisitor(null, null, true);
    }
}
