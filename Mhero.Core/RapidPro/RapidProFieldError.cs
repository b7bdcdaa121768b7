namespace Mhero.Core.RapidPro;

/// <summary>One thing that the server had against a request.</summary>
/// <param name="Path">Where in the request (<c>urns[0]</c>, <c>fields.age</c>); empty when it is about the request as a whole.</param>
/// <param name="Message">The server's own text. It may repeat a number or another value: never log it.</param>
public sealed record RapidProFieldError(string Path, string Message);
