using Mhero.Core.Storage.Audit;

namespace Mhero.Functions.Console.Access;

/// <summary>A person who uses the console.</summary>
/// <param name="Name">The name in the audit log: that of the setting, or the one that Entra states.</param>
/// <param name="Role">The rights of the person.</param>
/// <param name="Session">Identifies the session, or the person where App Service Authentication keeps the session; form tokens are bound to it.</param>
/// <param name="IsEntra">Whether App Service Authentication signed the person in.</param>
public sealed record ConsoleUser(string Name, ConsoleRole Role, string Session, bool IsEntra)
{
    /// <summary>The user as the audit log names them.</summary>
    public Operator Operator => new(Name, Role.ToString());
}
