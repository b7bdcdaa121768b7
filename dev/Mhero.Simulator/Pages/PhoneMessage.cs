namespace Mhero.Simulator.Pages;

/// <summary>A text message from a phone, as JSON.</summary>
/// <param name="From">The sender: a telephone number or a URN.</param>
/// <param name="Text">The text.</param>
/// <param name="Attachments">Media, each as <c>type:address</c>, for instance <c>image/jpeg:https://example.org/a.jpg</c>.</param>
internal sealed record PhoneMessage(string? From, string? Text, IReadOnlyList<string>? Attachments)
{
    public const string Help = "Give {\"from\": a telephone number, \"text\": the message}, and if you like \"attachments\": [\"image/jpeg:https://…\"].";

    /// <summary>Null when one is not <c>type:address</c>.</summary>
    public IReadOnlyList<SimulatedAttachment>? Media()
    {
        var media = (Attachments ?? []).Select(a => a.Split(':', 2)).ToList();
        return media.TrueForAll(m => m.Length == 2) ? media.ConvertAll(m => new SimulatedAttachment(m[0], m[1])) : null;
    }
}
