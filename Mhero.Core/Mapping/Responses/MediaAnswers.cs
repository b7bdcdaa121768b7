using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Types the answers of <c>attachment</c> items.</summary>
internal static class MediaAnswers
{
    public static IReadOnlyList<DataType> Type(IndexedItem item, RunAnswer answer, string text, IssueCollector issues)
    {
        var (media, caption) = MediaText.Read(text);
        if (media.Count == 0)
        {
            issues.Warn(MappingCodes.AnswerNotTyped, answer.Path, $"The answer has no media, which item '{item.LinkId}' asks for; it was kept as text.");
            return [KeptText.AsText(new Attachment(), answer)];
        }

        media[0].Title = caption;
        if (media.Count == 1 || item.Repeats)
        {
            return media;
        }

        issues.Warn(MappingCodes.SeveralMedia, answer.Path, $"The answer has {media.Count} media and item '{item.LinkId}' does not repeat; the first was taken, and the addresses of all were kept as its original text.");
        return [KeptText.WithOriginal(media[0], text)];
    }
}
