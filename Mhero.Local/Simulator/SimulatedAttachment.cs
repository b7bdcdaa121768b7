namespace Mhero.Local.Simulator;

/// <summary>Media of a message.</summary>
/// <param name="ContentType">Its MIME type; <c>geo</c> for a place.</param>
/// <param name="Url">Where it is; latitude and longitude for a place.</param>
public sealed record SimulatedAttachment(string ContentType, string Url);
