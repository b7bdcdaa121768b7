namespace Mhero.Core.Floip.Results;

/// <summary>The types of questions of the Flow Results specification 1.1.0.</summary>
public enum ResultsQuestionType
{
    /// <summary>Text, a number or a recording, as each row's metadata says.</summary>
    Open,

    /// <summary>One of the choices.</summary>
    SelectOne,

    /// <summary>Any of the choices.</summary>
    SelectMany,

    /// <summary>A number.</summary>
    Numeric,

    /// <summary>Text.</summary>
    Text,

    /// <summary>The address of an image.</summary>
    Image,

    /// <summary>The address of a video.</summary>
    Video,

    /// <summary>The address of a recording.</summary>
    Audio,

    /// <summary>Latitude and longitude.</summary>
    GeoPoint,

    /// <summary>An instant.</summary>
    DateTime,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>A message that was sent: how much of it was received.</summary>
    Message,
}
