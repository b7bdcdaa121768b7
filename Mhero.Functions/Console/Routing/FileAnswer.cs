namespace Mhero.Functions.Console.Routing;

/// <summary>A file to save.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Content">Its bytes.</param>
public sealed record FileAnswer(string Name, string ContentType, byte[] Content) : ConsoleAnswer;
