using Mhero.Core.Messaging.Requests;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>Whom a message would reach, and what it costs. Nothing is sent.</summary>
/// <param name="composer">Makes the form.</param>
/// <param name="previews">Finds the recipients.</param>
public sealed class PreviewMessageRoute(Composer composer, RequestPreviews previews) : ConsoleRoute("messages/preview", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var (form, places) = await composer.PlaceAsync(ComposeForm.Of(request), cancellationToken);
        if (places is not null)
        {
            return await composer.FormAsync(form, places, [request.Texts[places.Count == 0 ? "compose.no-place" : "compose.which-place"]], cancellationToken);
        }

        var faults = new List<string>();
        Add(form.Text.Length == 0, "compose.no-text");
        Add(!form.HasRecipients, "compose.no-recipients");
        Add(!form.HasGoodTime(composer.Zone), "compose.bad-time");
        if (faults.Count > 0)
        {
            return await composer.FormAsync(form, [], faults, cancellationToken);
        }

        var preview = await previews.ReadAsync(form.ToRequest(composer.Zone), cancellationToken);
        return preview.Faults.Count > 0
            ? await composer.FormAsync(form, [], [.. preview.Faults.Select(f => $"{f.Code}: {f.Message}")], cancellationToken)
            : ConsoleAnswer.Page<PreviewPage>("compose.check", new PreviewView(form, preview));

        void Add(bool isFault, string key)
        {
            if (isFault)
            {
                faults.Add(request.Texts[key]);
            }
        }
    }
}
