namespace Mhero.Core.RapidPro.Model;

/// <summary>Media of a message.</summary>
/// <param name="ContentType">Its MIME type; <c>geo</c> for a place; null when RapidPro does not give it.</param>
/// <param name="Url">Where it is.</param>
public sealed record MessageAttachment(string? ContentType, string? Url);
