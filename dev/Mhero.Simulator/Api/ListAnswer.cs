using Mhero.Simulator.State;

namespace Mhero.Simulator.Api;

/// <summary>Writes <c>{"next", "previous", "results"}</c>.</summary>
internal static class ListAnswer
{
    public static ApiResponse Of<T>(List<T> items, Action<Utf8JsonWriter, T> write, CursorPage page, ApiRequest request) => Of(
        items,
        write,
        page.Next is { } next ? request.Link(next.Encode()) : null,
        page.Previous is { } previous ? request.Link(previous.Encode()) : null);

    public static ApiResponse Of<T>(List<T> items, Action<Utf8JsonWriter, T> write, string? next = null, string? previous = null) =>
        ApiResponse.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("next", next);
            writer.WriteString("previous", previous);
            writer.WriteStartArray("results");
            foreach (var item in items)
            {
                write(writer, item);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
}
