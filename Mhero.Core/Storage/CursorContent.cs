namespace Mhero.Core.Storage;

internal sealed record CursorContent(DateTimeOffset Position, DateTimeOffset MovedAt);
