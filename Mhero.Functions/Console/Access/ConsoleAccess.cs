using Mhero.Core.Operating;

namespace Mhero.Functions.Console.Access;

/// <summary>Finds out who sends a request: a person of Entra where App Service Authentication is on, a session of the console where it is off.</summary>
/// <param name="signIn">App Service Authentication.</param>
/// <param name="sessions">The sessions.</param>
public sealed class ConsoleAccess(AppServiceSignIn signIn, ConsoleSessions sessions)
{
    /// <summary>Finds the sender.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ConsoleVisitor> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!signIn.IsOn)
        {
            return new ConsoleVisitor(await sessions.FindAsync(request, cancellationToken), null, false);
        }

        return signIn.Find(name => request.Headers[name].ToString()) is { Id: { Length: > 0 } id } person
            ? new ConsoleVisitor(RoleOf(person) is { } role ? new ConsoleUser(person.Name, role, "entra " + id, true) : null, person.Name, true)
            : new ConsoleVisitor(null, null, true);
    }

    /// <summary>The highest role of a person of Entra; null for none, and for a person of another provider.</summary>
    internal static ConsoleRole? RoleOf(SignedInPerson person)
    {
        if (person.Id is not { Length: > 0 })
        {
            return null;
        }

        var roles = Enum.GetValues<ConsoleRole>().Where(role => person.Roles.Contains(role.ToString())).ToList();
        return roles.Count > 0 ? roles.Max() : null;
    }
}
