using Mhero.Core.Storage.Audit;

namespace Mhero.Core.Operating;

/// <summary>Finds who calls: the person whom App Service Authentication signed in, else a caller with a key.</summary>
/// <param name="signIn">App Service Authentication.</param>
public sealed class OperatorIdentity(AppServiceSignIn signIn)
{
    /// <summary>The header in which a caller with a key states a name.</summary>
    public const string NameHeader = "x-mhero-operator";

    /// <summary>The roles, the one that allows most first.</summary>
    private static readonly string[] Roles = ["Administrator", "Operator", "Reader"];

    /// <summary>The caller.</summary>
    /// <param name="header">Gives the value of a header of the request; null or empty for none.</param>
    /// <returns>The signed-in person with their role, or a caller with a key.</returns>
    public Operator Of(Func<string, string?> header) =>
        signIn.Find(header) is { } person ? new Operator(person.Name, Roles.FirstOrDefault(person.Roles.Contains)) : Operator.WithKey(header(NameHeader));
}
