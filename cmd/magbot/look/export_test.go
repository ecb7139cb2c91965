package look

// ReadAnswer reads the answer of an outside service.
var ReadAnswer = readAnswer
