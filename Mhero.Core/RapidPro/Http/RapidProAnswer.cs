namespace Mhero.Core.RapidPro.Http;

/// <summary>A successful answer.</summary>
/// <param name="Value">Its body; null when the body was not asked for.</param>
/// <param name="ServerTime">The server's clock when it answered.</param>
internal readonly record struct RapidProAnswer<T>(T Value, DateTimeOffset? ServerTime);
