namespace Mhero.Core.Operating;

/// <summary>A person whom App Service Authentication signed in.</summary>
/// <param name="Name">The name, as a rule the e-mail address.</param>
/// <param name="Id">The object id in Entra; null for another provider, and when the provider gives none.</param>
/// <param name="Roles">The app roles, which may be those of other apps, too.</param>
public sealed record SignedInPerson(string Name, string? Id, IReadOnlyList<string> Roles);
