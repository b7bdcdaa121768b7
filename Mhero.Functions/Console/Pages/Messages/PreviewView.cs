using Mhero.Core.Authoring;
using Mhero.Core.Messaging.Requests;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>A message before it is sent.</summary>
/// <param name="Form">The message.</param>
/// <param name="Preview">Whom it would reach.</param>
public sealed record PreviewView(ComposeForm Form, RequestPreview Preview)
{
    /// <summary>The texts by language; that of the first one is empty when it is the default language.</summary>
    public IEnumerable<(string Language, string Text)> Texts => Form.Others.Where(o => o.Text.Length > 0).Prepend((Form.Language, Form.Text));

    /// <summary>How many SMS the network charges at most: the longest text for each recipient.</summary>
    public long Segments => (long)Preview.Recipients * Texts.Max(text => SmsLength.Of(text.Text).Segments);
}
