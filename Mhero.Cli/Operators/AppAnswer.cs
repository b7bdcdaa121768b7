namespace Mhero.Cli.Operators;

/// <summary>A successful answer of the app.</summary>
/// <param name="Body">The body; undefined for an empty one.</param>
/// <param name="Next">The continuation of a list; null for none.</param>
/// <param name="Date">The app's clock when it answered; null when it gave none.</param>
internal sealed record AppAnswer(JsonElement Body, string? Next, DateTimeOffset? Date);
