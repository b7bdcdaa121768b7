namespace Mhero.Core.Floip.Results;

/// <summary>The codes of the types of questions.</summary>
internal static class ResultsQuestionTypes
{
    /// <summary>The code of a type, as packages have it: <c>select_one</c>.</summary>
    /// <param name="type">The type.</param>
    public static string ToCode(this ResultsQuestionType type) => type switch
    {
        ResultsQuestionType.SelectOne => "select_one",
        ResultsQuestionType.SelectMany => "select_many",
        ResultsQuestionType.Numeric => "numeric",
        ResultsQuestionType.Text => "text",
        ResultsQuestionType.Image => "image",
        ResultsQuestionType.Video => "video",
        ResultsQuestionType.Audio => "audio",
        ResultsQuestionType.GeoPoint => "geo_point",
        ResultsQuestionType.DateTime => "datetime",
        ResultsQuestionType.Date => "date",
        ResultsQuestionType.Time => "time",
        ResultsQuestionType.Message => "message",
        _ => "open",
    };
}
