namespace Mhero.Core.Authoring;

/// <summary>A message of an authored flow in one language, for the report on its length.</summary>
/// <param name="Path">The item that it belongs to, or the part of the flow.</param>
/// <param name="Language">The language, ISO 639-3.</param>
/// <param name="Text">The text; ten characters stand for each expression.</param>
/// <param name="Length">Its length.</param>
public sealed record AuthoredMessage(string Path, string Language, string Text, SmsLength Length);
