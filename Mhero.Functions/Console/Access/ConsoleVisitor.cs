namespace Mhero.Functions.Console.Access;

/// <summary>The sender of a request.</summary>
/// <param name="User">The user; null for someone who is not signed in or has no role.</param>
/// <param name="Name">The name of a person whom Entra signed in; null for none.</param>
/// <param name="UsesEntra">Whether people sign in with Entra here.</param>
public sealed record ConsoleVisitor(ConsoleUser? User, string? Name, bool UsesEntra);
